namespace OAuthHub.Core.Health;

/// <summary>The last stretches of time, each with its tally; the oldest gives its place to the newest. Not safe for several threads.</summary>
internal sealed class TallyRing(HealthRange range)
{
    private readonly (long Number, Tally Tally)?[] places = new (long, Tally)?[range.Buckets];

    /// <summary>The tally of the stretch in which that moment lies. A moment that is too old for the ring gets one that nobody sees.</summary>
    public Tally At(DateTimeOffset moment)
    {
        var number = range.NumberOf(moment);
        ref var place = ref places[number % places.Length];
        if (place is not { } known || known.Number < number) place = (number, new Tally());
        return place.Value.Number == number ? place.Value.Tally : new Tally();
    }

    /// <summary>The tally of a stretch. Null: nothing happened in it, or it is forgotten.</summary>
    public Tally? Find(long number) => places[number % places.Length] is { } known && known.Number == number ? known.Tally : null;
}
