using System.Reflection;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>The page that explains findings explains them all.</summary>
public sealed class RecoveryDocumentTests
{
    public static TheoryData<string> Kinds() =>
        [.. typeof(FindingKinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_finding_has_a_row(string kind)
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "src", "SessionPersistence", "RECOVERY.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Contains(rows, row => row.Split('|')[1].Contains($"`{kind}`", StringComparison.Ordinal));
    }
}
