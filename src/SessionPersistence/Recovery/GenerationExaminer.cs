using SessionPersistence.Backup;
using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>Reads the further backup generations whole, which nothing needs before somebody restores one.</summary>
internal sealed class GenerationExaminer(StoreContext store, StoreContents contents)
{
    public IEnumerable<RecoveryFinding> Examine()
    {
        foreach (var id in contents.Generations.Ids.Order())
        {
            foreach (var number in contents.Generations.Of(id))
            {
                var name = GenerationName.Of(id, number);
                var read = store.Documents.Read(store.Directory.PathOf(name), id);
                if ((read.Fault ?? read.Document!.Fault) is not { } fault) continue;

                yield return new(FindingKinds.MalformedBackup, FindingCategory.UnsafeToRepair,
                    $"{fault.Detail} It is a further backup of the session; the file is left as it is.")
                { SessionId = id, Path = name, Offset = fault.Offset, Recommendation = Recommendations.ManualReview };
            }
        }
    }
}
