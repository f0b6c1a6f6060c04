using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using OAuthHub.Client;

namespace OAuthHub.Tests.Client;

/// <summary>Counts what the .NET library counts as retries in the flow of the test that made it: other tests run beside it.</summary>
internal sealed class RetryCounter : IDisposable
{
    private readonly AsyncLocal<StrongBox<int>?> current = new();
    private readonly MeterListener listener = new();
    private int count;

    public RetryCounter()
    {
        current.Value = new();
        listener.InstrumentPublished = (instrument, one) =>
        {
            if (instrument.Meter.Name == ClientTelemetry.Name && instrument.Name == "oauthhub.client.retries") one.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) =>
        {
            if (current.Value is not { } mine) return;
            Interlocked.Add(ref mine.Value, (int)measured);
            Interlocked.Add(ref count, (int)measured);
        });
        listener.Start();
    }

    public int Count => Volatile.Read(ref count);

    /// <summary>From here on the retries of this flow, a single call's say, are counted apart too.</summary>
    public StrongBox<int> CountApart() => current.Value = new();

    public void Dispose() => listener.Dispose();
}
