using System.Text.RegularExpressions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Architecture;

/// <summary>Inside core, arrows point down: a folder names only the folders below it.</summary>
public sealed partial class LayerTests
{
    private const string Root = "";

    // Where the dialect is put into the parts that know its interfaces only.
    private static readonly string[] Composition = ["FileStore/StoreParts.cs", "FileStore/StoreStart.cs",
        "FileStore/RecoveryScanner.cs", "StateDb/StateDbReconciler.cs"];

    // Each folder, and those that it may name; the nouns at the root belong to everybody.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["FileStore"] =
        [
            "Stores", "Recovery", "StateDb", "Backup", "Catalog", "Journal", "Documents", "Storage", "Diagnostics",
        ],
        ["Standalone"] = ["Recovery", "Journal", "Documents", "Storage", "Diagnostics"],
        ["Recovery"] = ["Stores", "StateDb", "Backup", "Catalog", "Journal", "Documents", "Storage", "Diagnostics"],
        ["StateDb"] = ["Backup", "Catalog", "Journal", "Documents", "Storage", "Diagnostics"],
        ["Backup"] = ["Catalog", "Journal", "Documents", "Storage", "Diagnostics"],
        ["Catalog"] = ["Journal", "Documents", "Storage", "Diagnostics"],
        ["Journal"] = ["Documents", "Storage", "Diagnostics"],
        ["Hermes"] = ["Recovery", "StateDb", "Backup", "Catalog", "Documents", "Storage", "Diagnostics"],
        ["Documents"] = ["Storage", "Diagnostics"],
        ["Storage"] = ["Diagnostics"],
        ["Diagnostics"] = [],
        ["Stores"] = ["Documents"],
        [Root] = ["Stores", "Documents", "Storage"],
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void File_names_only_folders_below_its_own(string file)
    {
        var folder = Path.GetDirectoryName(file)!.Replace('\\', '/');
        var named = Named(File.ReadAllText(Path.Combine(Repository.Core, file))).Where(name => name != folder);

        if (Composition.Contains(file)) named = named.Where(name => name != "Hermes");

        Assert.Empty(named.Except(Below[folder]));
    }

    [Fact]
    public void Every_folder_has_a_place() =>
        Assert.Empty(Sources().Select(file => Path.GetDirectoryName(file)!).Except(Below.Keys));

    [Fact]
    public void Core_references_the_platform_and_logging_abstractions_only()
    {
        string[] allowed = ["Microsoft.Extensions.Logging.Abstractions"];
        var references = typeof(ISessionStore).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.All(references,
            name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal) || allowed.Contains(name), name));
    }

    public static TheoryData<string> Files() => [.. Sources()];

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Repository.Core, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Core, path).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal)
                && !file.StartsWith("bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    // A `using`, a qualified name, or one that starts at a folder; comments and texts do not count.
    private static IEnumerable<string> Named(string source)
    {
        var code = CommentOrText().Replace(source, "");
        var full = FullName().Matches(code).Select(match => match.Groups[1].Value).Where(Below.ContainsKey);
        var relative = Below.Keys.Where(folder => folder != Root && Regex.IsMatch(code, $@"(?<![\w.]){folder}\.[A-Z]")
            && Regex.IsMatch(code, $@"(?<![\w.]){folder}\.(?:{TypesIn(folder)})\b"));
        return full.Concat(relative).Distinct();
    }

    private static string TypesIn(string folder) =>
        string.Join('|', Sources().Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file).Split('.')[0]).Append("-").Distinct());

    [GeneratedRegex(@"//[^\n]*|""(?:\\.|[^""\\\n])*""")]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"SessionPersistence\.([A-Z]\w*)")]
    private static partial Regex FullName();
}
