using System.Globalization;

namespace SessionPersistence;

/// <summary>Another process, or another store of this one, has the directory open, and did not close it in
/// time.</summary>
/// <param name="directory">The directory.</param>
/// <param name="owner">Who has it open, where that could be read.</param>
public sealed class StoreInUseException(string directory, StoreOwner? owner)
    : SessionPersistenceException(owner is null
        ? $"The store '{directory}' is open elsewhere."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The store '{directory}' is open in process {owner.ProcessId} on {owner.Host} since "
            + $"{owner.Since.UtcDateTime:u}."))
{
    /// <summary>Gets who has it open, where that could be read.</summary>
    public StoreOwner? Owner { get; } = owner;

    /// <inheritdoc/>
    /// <value>Always <see langword="true"/>.</value>
    public override bool IsTransient => true;
}
