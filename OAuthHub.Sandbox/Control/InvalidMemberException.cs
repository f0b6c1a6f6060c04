namespace OAuthHub.Sandbox.Control;

/// <summary>A JSON member that a control endpoint does not know or cannot use; becomes a 400 in <see cref="InvalidMemberFilter"/>.</summary>
internal sealed class InvalidMemberException(string member, string complaint, string allowed)
    : Exception($"{member} {complaint}; allowed: {allowed}.")
{
    public string Member { get; } = member;
    public string Complaint { get; } = complaint;
    public string Allowed { get; } = allowed;
}
