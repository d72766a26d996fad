namespace SessionPersistence.Testing;

/// <summary>One promise of <see cref="ISessionStore"/>, to be tried on a store; needs no test framework.</summary>
public sealed class ConformanceCase
{
    private readonly Func<StoreUnderTest, Task> _body;

    internal ConformanceCase(string name, Func<StoreUnderTest, Task> body) => (Name, _body) = (name, body);

    /// <summary>Gets what is tried: the verb, the condition, the outcome. Unique among the cases.</summary>
    public string Name { get; }

    /// <summary>Tries it.</summary>
    /// <param name="open"> Opens the store, empty the first time. Called again, after the store before was disposed, it
    /// opens one on what that left.
    /// </param>
    /// <exception cref="ConformanceException">The store does something else; the message says what was expected and
    /// what was seen.</exception>
    public async Task RunAsync(Func<ISessionStore> open)
    {
        ArgumentNullException.ThrowIfNull(open);

        var tested = new StoreUnderTest(open);
        await using (tested.ConfigureAwait(false)) await _body(tested).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
