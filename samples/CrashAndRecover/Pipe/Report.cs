namespace CrashAndRecover.Pipe;

/// <summary>One line from the child to the parent.</summary>
/// <param name="Kind">What the line says.</param>
/// <param name="Verb">The call that it is about.</param>
/// <param name="Session">The session; each has at most one call under way.</param>
/// <param name="Turn">The turn of the call.</param>
/// <param name="Messages">The messages of the call, each one JSON object.</param>
/// <param name="Text">A title, a piece of partial text, a reason, an error, or one of
/// <see cref="BackgroundWork"/>.</param>
/// <param name="Rewrite">How a rewrite changes the list.</param>
/// <param name="ReplaceDeleted">Whether a creation may use the id of a deleted session.</param>
/// <param name="Revision">The revision that the store answered with.</param>
/// <param name="Refusal">The name of the exception that refused.</param>
/// <param name="Count">How often something happened.</param>
internal sealed record Report(
    ReportKind Kind,
    Verb Verb = Verb.None,
    string Session = "",
    string? Turn = null,
    IReadOnlyList<string>? Messages = null,
    string? Text = null,
    ListChange? Rewrite = null,
    bool ReplaceDeleted = false,
    long Revision = 0,
    string? Refusal = null,
    long Count = 0)
{
    public IReadOnlyList<string> Said => Messages ?? [];
}
