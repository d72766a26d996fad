using System.Collections.Immutable;
using System.Globalization;

namespace SessionPersistence.Tests.Crash;

/// <summary>What a session may look like: the smallest model of a store, and nothing of its code.</summary>
/// <remarks>
/// Messages are texts. <c>~text</c> is partial text, <c>!interrupted</c> the marker of an ended turn, <c>?3~text</c>
/// any beginning of partial text from so many characters, or no message when that is 0.
/// </remarks>
internal sealed record Belief
{
    public const string Interrupted = "!interrupted";

    public static Belief Nothing { get; } = new();

    public bool Exists { get; init; }

    public bool WasDeleted { get; init; }

    public ImmutableList<string> Messages { get; init; } = [];

    public string? Title { get; init; }

    public string? OpenTurn { get; init; }

    public string PartialText { get; init; } = "";

    public int SavedPartial { get; init; }

    public ImmutableSortedDictionary<string, TurnOutcome> Ended { get; init; } =
        ImmutableSortedDictionary<string, TurnOutcome>.Empty;

    /// <summary>Gets what the user said in each turn that was begun.</summary>
    public ImmutableSortedDictionary<string, IReadOnlyList<string>> Inputs { get; init; } =
        ImmutableSortedDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Gets the highest revision that was acknowledged in this life.</summary>
    public long Revision { get; init; }

    /// <summary>Gets the revision that a document must have at least; 0 when there need not be one.</summary>
    public long DocumentRevision { get; init; }

    /// <summary>Gets the states of this life that lost content on purpose.</summary>
    public ImmutableList<ImmutableList<string>> Lost { get; init; } = [];

    /// <summary>Gets the lost states whose loss was acknowledged.</summary>
    public ImmutableList<ImmutableList<string>> Acknowledged { get; init; } = [];

    /// <summary>Gets the lost states whose generations were removed.</summary>
    public ImmutableList<ImmutableList<string>> Removed { get; init; } = [];

    /// <summary>Gets what a deletion kept, which must be there; <see langword="null"/> when it kept nothing.</summary>
    public ImmutableList<string>? Kept { get; init; }

    /// <summary>Gets whether nothing may be there that a deletion kept.</summary>
    public bool IsExpired { get; init; }

    /// <summary>Returns what a session may look like after some deeds: those that ended well all happened, in order;
    /// the others happened wholly or not at all.</summary>
    public static IReadOnlyList<Belief> After(IEnumerable<Deed> deeds, IReadOnlyDictionary<int, DeedEnd> ends)
    {
        List<Belief> beliefs = [Nothing];
        foreach (var deed in deeds)
        {
            var end = ends.GetValueOrDefault(deed.Number);
            List<Belief> next = [];
            foreach (var belief in beliefs)
            {
                if (end is null or { IsDone: true } && belief.Apply(deed, end?.Revision ?? 0) is { } changed)
                    next.Add(changed);
                if (end is null or { IsDone: false }) next.Add(belief);
            }

            beliefs = next.Count > 0
                ? next
                : throw new InvalidOperationException($"The notes contradict each other at {deed}.");
        }

        return beliefs;
    }

    /// <summary>Returns the session after a deed; <see langword="null"/> when the deed is impossible.</summary>
    public Belief? Apply(Deed deed, long revision)
    {
        if (deed.Kind is DeedKind.Create or DeedKind.Seed) return Create(deed, revision);
        if (deed.Kind == DeedKind.LoseOwner) return LoseOwner();
        if (deed.Kind == DeedKind.Expire) return this with { Kept = null, IsExpired = true };
        if (!Exists) return null;

        var changed = deed.Kind switch
        {
            DeedKind.Append => Add(deed.Texts),
            DeedKind.AppendOnce => Messages.Contains(deed.Texts[0]) ? this : Add(deed.Texts),
            DeedKind.Begin => Begin(deed),
            DeedKind.Step or DeedKind.Partial or DeedKind.SavePartial or DeedKind.Complete or DeedKind.Interrupt =>
                OnTurn(deed),
            DeedKind.Rewrite => Rewrite(deed),
            DeedKind.Rename => this with { Title = deed.Title },
            DeedKind.Delete => new() { WasDeleted = true, Kept = deed.Keeps ? LoseOwner().Messages : Kept },
            DeedKind.Checkpoint => this with { DocumentRevision = revision },
            DeedKind.AcknowledgeBackup => this with { Acknowledged = Acknowledged.Add([.. deed.Texts]) },
            DeedKind.RemoveBackup => this with { Lost = Lost.RemoveAll(lost => lost.SequenceEqual(deed.Texts)),
                Removed = Removed.Add([.. deed.Texts]) },

            DeedKind.PutBackup => this with
            {
                Messages = [.. deed.Texts],
                Lost = Lost.RemoveAll(lost => lost.SequenceEqual(deed.Texts.Take(lost.Count))).Add(Messages),
            },

            // A file without a life, of a session that the journal has nothing of any more, begins a new one.
            DeedKind.ForeignWrite => this with { Messages = Messages.InsertRange(
                Math.Min(deed.Place, Messages.Count), deed.Texts), DocumentRevision = 0, Revision = 0 },
            _ => throw new InvalidOperationException($"{deed.Kind} is no deed of one session."),
        };
        return changed is { Exists: true } ? changed with { Revision = Math.Max(changed.Revision, revision) } : changed;
    }

    /// <summary>Returns the session as the next owner shows it: a turn that was open is interrupted.</summary>
    public Belief LoseOwner()
    {
        if (OpenTurn is null) return this;

        var partial = string.Create(CultureInfo.InvariantCulture, $"?{SavedPartial}~{PartialText}");
        return EndTurn(PartialText.Length > 0 ? [partial, Interrupted] : [Interrupted], TurnOutcome.Interrupted);
    }

    /// <summary>Whether messages that were seen are these.</summary>
    public bool Matches(IReadOnlyList<string> seen) => Matches(0, seen, 0);

    private Belief? Create(Deed deed, long revision) => Exists || (WasDeleted && !deed.ReplaceDeleted)
        ? null
        : new() { Exists = true, WasDeleted = WasDeleted, Kept = Kept, IsExpired = IsExpired,
            Messages = [.. deed.Texts], Title = deed.Title, Revision = revision };

    private Belief Add(IReadOnlyList<string> texts) => this with { Messages = Messages.AddRange(texts) };

    private Belief? Begin(Deed deed) => IsOpenAs(deed) ? this : OpenTurn is not null || Ended.ContainsKey(deed.Turn!)
        ? null
        : Add(deed.Texts) with { OpenTurn = deed.Turn, PartialText = "", SavedPartial = 0,
            Inputs = Inputs.SetItem(deed.Turn!, deed.Texts) };

    private bool IsOpenAs(Deed deed) => OpenTurn == deed.Turn && Inputs[OpenTurn!].SequenceEqual(deed.Texts);

    private Belief? OnTurn(Deed deed)
    {
        if (OpenTurn != deed.Turn) return null;

        return deed.Kind switch
        {
            DeedKind.Step => Add(deed.Texts) with { PartialText = "", SavedPartial = 0 },
            DeedKind.Partial => this with { PartialText = PartialText + deed.Texts[0] },
            DeedKind.SavePartial => this with { SavedPartial = PartialText.Length },
            DeedKind.Complete => EndTurn(deed.Texts, TurnOutcome.Completed),
            _ => EndTurn(
                PartialText.Length > 0 ? ["~" + PartialText, Interrupted] : [Interrupted], TurnOutcome.Interrupted),
        };
    }

    private Belief EndTurn(IReadOnlyList<string> texts, TurnOutcome outcome) =>
        Add(texts) with { OpenTurn = null, PartialText = "", SavedPartial = 0,
            Ended = Ended.SetItem(OpenTurn!, outcome) };

    private Belief? Rewrite(Deed deed)
    {
        if (OpenTurn is not null) return null;

        var losesContent = !deed.Texts.Take(Messages.Count).SequenceEqual(Messages);
        return this with { Messages = [.. deed.Texts], Lost = losesContent ? Lost.Add(Messages) : Lost };
    }

    private bool Matches(int expected, IReadOnlyList<string> seen, int at)
    {
        if (expected == Messages.Count) return at == seen.Count;
        if (Messages[expected] is not ['?', ..] pattern)
            return at < seen.Count && seen[at] == Messages[expected] && Matches(expected + 1, seen, at + 1);

        var tilde = pattern.IndexOf('~', StringComparison.Ordinal);
        var least = int.Parse(pattern[1..tilde], CultureInfo.InvariantCulture);
        var isPartial = at < seen.Count && seen[at].Length > Math.Max(least, 1)
            && pattern[tilde..].StartsWith(seen[at], StringComparison.Ordinal);
        return (isPartial && Matches(expected + 1, seen, at + 1)) || (least == 0 && Matches(expected + 1, seen, at));
    }
}
