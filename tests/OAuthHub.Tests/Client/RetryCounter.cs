using System.Diagnostics.Metrics;
using OAuthHub.Client;

namespace OAuthHub.Tests.Client;

/// <summary>Counts what the .NET library counts as retries in the flow of the test that made it: other tests run beside it.</summary>
internal sealed class RetryCounter : IDisposable
{
    private readonly AsyncLocal<RetryCounter?> current = new();
    private readonly MeterListener listener = new();
    private long count;

    public RetryCounter()
    {
        current.Value = this;
        listener.InstrumentPublished = (instrument, one) =>
        {
            if (instrument.Meter.Name == ClientTelemetry.Name && instrument.Name == "oauthhub.client.retries") one.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) =>
        {
            if (current.Value == this) Interlocked.Add(ref count, measured);
        });
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
