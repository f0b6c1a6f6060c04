using System.Collections.Concurrent;

namespace OAuthHub.Sandbox.Api;

internal sealed record Post(long Id, string Account, string Text, DateTimeOffset CreatedAt);

/// <summary>The last hundred posts of each account, newest first.</summary>
internal sealed class PostStore(TimeProvider time)
{
    private const int Kept = 100;
    private readonly ConcurrentDictionary<string, LinkedList<Post>> _posts = new();
    private long _lastId;

    public Post Add(string account, string text)
    {
        var post = new Post(Interlocked.Increment(ref _lastId), account, text, time.GetUtcNow());
        var posts = _posts.GetOrAdd(account, _ => []);
        lock (posts)
        {
            posts.AddFirst(post);
            if (posts.Count > Kept) posts.RemoveLast();
        }

        return post;
    }

    public IReadOnlyList<Post> Of(string account)
    {
        if (!_posts.TryGetValue(account, out var posts)) return [];
        lock (posts) return [.. posts];
    }

    public void Clear() => _posts.Clear();
}
