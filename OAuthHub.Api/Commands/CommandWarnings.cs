namespace OAuthHub.Api.Commands;

/// <summary>What the hub's own parts warn of while a command runs, as notes to whoever sits before it.</summary>
internal sealed class CommandWarnings(CommandOutput output) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(output);

    public void Dispose() { }

    private sealed class Logger(CommandOutput output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) output.Note($"Note: {formatter(state, exception)}.");
        }
    }
}
