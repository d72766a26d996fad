using System.Collections.Immutable;
using CrashAndRecover.Pipe;

namespace CrashAndRecover.Oracle;

/// <summary>What a session must be, as far as the reports tell.</summary>
internal sealed record SessionState
{
    public static SessionState Never { get; } = new();

    public bool Exists { get; init; }

    public bool WasDeleted { get; init; }

    public ImmutableList<Expected> Messages { get; init; } = [];

    public string? Title { get; init; }

    /// <summary>Gets the highest revision that was acknowledged.</summary>
    public long Revision { get; init; }

    public TurnState? Turn { get; init; }

    /// <summary>The state after a call has had its effect.</summary>
    public SessionState After(Report call) => call.Verb switch
    {
        Verb.Create => new() { Exists = true, Title = call.Text, Messages = [.. Said(call, null)] },
        Verb.Begin =>
            Append(call, call.Turn) with { Turn = new TurnState(call.Turn!, []).After(Said(call, call.Turn)) },
        Verb.Partial or Verb.Step or Verb.Complete or Verb.Interrupt when Turn is null => this,
        Verb.Partial => this with { Turn = Turn! with { Partial = Turn.Partial + call.Text } },
        Verb.Step => Append(call, call.Turn) with { Turn = Turn!.After(Said(call, call.Turn)) },
        Verb.Complete => Append(call, call.Turn) with { Turn = null },
        Verb.Interrupt => this with { Messages = Messages.AddRange(Turn!.Interrupted(call.Text!)), Turn = null },
        Verb.Append => Append(call, null),
        Verb.Rewrite => this with { Messages = [.. call.Rewrite!.Apply(Messages, Said(call, null))] },
        Verb.Retitle => this with { Title = call.Text },
        Verb.Delete => Never with { WasDeleted = true },
        _ => this,
    };

    /// <summary>The answers, of which a call in this state must get one; empty when it must be done.</summary>
    public IReadOnlyList<string> RefusalsOf(Report call) => call.Verb switch
    {
        Verb.LateComplete => ["SessionNotFoundException", "TurnEndedException"],
        Verb.Create when WasDeleted && !call.ReplaceDeleted => ["SessionDeletedException"],
        Verb.Create when Exists => ["SessionExistsException"],
        not Verb.Create when !Exists => ["SessionNotFoundException"],
        Verb.Rewrite when Turn is not null && call.Rewrite!.Reason != ListChange.Extend =>
            ["TurnInProgressException"],
        Verb.Rewrite when call.Rewrite!.Stale => ["SessionConflictException"],
        Verb.Rewrite when call.Rewrite!.Reason == ListChange.Extend && !call.Rewrite.Extends(Messages.Count) =>
            ["SessionShrinkException"],
        Verb.Begin when Turn is not null => ["TurnInProgressException"],
        Verb.Step or Verb.Complete or Verb.Interrupt when Turn?.Id != call.Turn => ["TurnEndedException"],
        _ => [],
    };

    /// <summary>What a start may show of this state after a kill: every open turn ended.</summary>
    public IEnumerable<SessionState> AfterKill() => Turn is null
        ? [this]
        : Turn.InterruptedByKill().Select(ending => this with { Messages = Messages.AddRange(ending) });

    private static IReadOnlyList<SaidMessage> Said(Report call, string? turn) =>
        [.. call.Said.Select(json => new SaidMessage(json, turn))];

    private SessionState Append(Report call, string? turn) =>
        this with { Messages = Messages.AddRange(Said(call, turn)) };
}
