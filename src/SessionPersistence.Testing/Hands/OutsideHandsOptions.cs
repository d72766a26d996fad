namespace SessionPersistence.Testing;

/// <summary>Configures <see cref="OutsideHands"/>.</summary>
public sealed class OutsideHandsOptions
{
    /// <summary>Gets or sets the directory that is touched.</summary>
    public string Directory { get; set; } = "/store";

    /// <summary>Gets or sets what is done to it.</summary>
    /// <value>The default is <see cref="OutsideActions.All"/>.</value>
    public IReadOnlyList<OutsideAction> Actions { get; set; } = OutsideActions.All;

    /// <summary>Gets or sets when it is done.</summary>
    /// <value>The default is all of <see cref="OutsideMoment"/>.</value>
    public IReadOnlyList<OutsideMoment> Moments { get; set; } = Enum.GetValues<OutsideMoment>();

    /// <summary>Gets or sets how another owner uses the store, on another device or beside this one: opens it,
    /// writes something that is told from what the scenario writes, notes it, and closes.</summary>
    /// <value>The default is <see langword="null"/>: the actions that need it are skipped.</value>
    public Func<OutsideRun, Task>? Elsewhere { get; set; }

    /// <summary>Gets or sets how many pairs are tried; of more, some are picked by <see cref="Seed"/>.</summary>
    /// <value>The default is <see cref="int.MaxValue"/>: all.</value>
    public int MaxPairs { get; set; } = int.MaxValue;

    /// <summary>Gets or sets the seed by which pairs are picked.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Gets or sets what is done to the disk before each run.</summary>
    public Action<CrashFileSystem>? Prepare { get; set; }

    /// <summary>Gets or sets after how many violations the exploration ends.</summary>
    /// <value>The default is <see cref="int.MaxValue"/>.</value>
    public int MaxViolations { get; set; } = int.MaxValue;
}
