namespace CrashAndRecover.Oracle;

/// <summary>A place in a conversation, and what may stand there.</summary>
internal abstract record Expected
{
    public abstract bool Matches(FoundMessage found);

    /// <summary>Whether a message that does not match is still meant to be this one.</summary>
    public virtual bool Resembles(FoundMessage found) => false;

    public virtual string? TurnId => null;
}
