namespace SessionPersistence.Testing;

/// <summary>Configures a <see cref="CrashExplorer"/>.</summary>
public sealed class CrashExplorerOptions
{
    /// <summary>Gets or sets the models of power loss.</summary>
    /// <value>The default is all of <see cref="CrashModel"/>.</value>
    public IReadOnlyList<CrashModel> Models { get; set; } = Enum.GetValues<CrashModel>();

    /// <summary>Gets or sets whether each point is also checked as the death of the process alone.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ProcessKill { get; set; } = true;

    /// <summary>Gets or sets whether the check itself is crashed after each of its operations, and what that leaves is
    /// checked again.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CrashInRecovery { get; set; }

    /// <summary>Gets or sets what tells recoveries apart that are crashed: of those with the same notes and the same
    /// text, one is.</summary>
    /// <value>The default is <see langword="null"/>: each is. Given are the operations of the check, without those of
    /// the scenario.</value>
    public Func<IReadOnlyList<CrashOperation>, string>? RecoveryKey { get; set; }

    /// <summary>Gets or sets how many images of one point are checked.</summary>
    public CrashImageLimits Limits { get; set; } = new();

    /// <summary>Gets or sets how many images of one point inside recovery are checked.</summary>
    public CrashImageLimits RecoveryLimits { get; set; } = new() { Images = 256, StatesPerFile = 128 };

    /// <summary>Gets or sets how the disk behaves.</summary>
    public CrashFileSystemOptions Disk { get; set; } = new();

    /// <summary>Gets or sets what is done to the disk before the first crash point: seeding, faults, flushes to
    /// ignore.</summary>
    public Action<CrashFileSystem>? Prepare { get; set; }

    /// <summary>Gets or sets after how many violations the exploration ends.</summary>
    /// <value>The default is 10.</value>
    public int MaxViolations { get; set; } = 10;
}
