using System.Collections.Immutable;

namespace CrashAndRecover.Oracle;

/// <summary>A turn that is open.</summary>
/// <param name="Id">The turn.</param>
/// <param name="OpenCalls">The tool calls that have no answer, oldest first.</param>
/// <param name="Partial">The text reported since the last step.</param>
internal sealed record TurnState(string Id, ImmutableList<string> OpenCalls, string Partial = "")
{
    public TurnState After(IReadOnlyList<SaidMessage> step)
    {
        var answered = step.Select(m => m.AnsweredCall).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var calls = OpenCalls.Concat(step.SelectMany(m => m.ToolCalls)).Where(call => !answered.Contains(call));
        return this with { OpenCalls = [.. calls], Partial = "" };
    }

    /// <summary>The messages of an ending that was asked for: the store knew all of the partial text.</summary>
    public IEnumerable<Expected> Interrupted(string reason) =>
        Ending(Partial.Length > 0 ? new KeptPartial(Id, Partial, Whole: true) : null, reason);

    /// <summary>What a start after a kill may have made of the turn: none of the partial text was promised.</summary>
    public IEnumerable<IEnumerable<Expected>> InterruptedByKill()
    {
        yield return Ending(null, null);
        if (Partial.Length > 0) yield return Ending(new KeptPartial(Id, Partial, Whole: false), null);
    }

    private IEnumerable<Expected> Ending(KeptPartial? partial, string? reason)
    {
        foreach (var call in OpenCalls) yield return new ClosedToolCall(Id, call);
        if (partial is not null) yield return partial;
        yield return new InterruptionMarker(Id, reason);
    }
}
