namespace SessionPersistence.Testing;

/// <summary>The store that a conformance case works on; the case may close and open it.</summary>
internal sealed class StoreUnderTest(Func<ISessionStore> open) : IAsyncDisposable
{
    public ISessionStore Store { get; private set; } = open();

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        Store = open();
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
