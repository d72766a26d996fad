using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Packages;

[Collection(nameof(RunsWithPackages))]
public sealed class PackageTests(PackedPackages packages)
{
    private const string RootOfSources = "/_/";

    private const BindingFlags OfTheType =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Names => [.. PackedPackages.Names];

    public static TheoryData<string> Libraries =>
        [.. PackedPackages.Names.Where(name => !name.EndsWith("Cli", StringComparison.Ordinal))];

    [Theory]
    [InlineData("SessionPersistence", "Microsoft.Extensions.Logging.Abstractions 10.0.0")]
    [InlineData("SessionPersistence.Testing", "SessionPersistence")]
    [InlineData("SessionPersistence.Sqlite", "Microsoft.Data.Sqlite 10.0.15", "SessionPersistence")]
    [InlineData("SessionPersistence.IO.Abstractions", "SessionPersistence", "System.IO.Abstractions 22.3.0")]
    public void A_package_asks_for_what_it_needs(string name, params string[] needed)
    {
        var dependencies = packages.Nuspec(name).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}")
            .Select(text => text.Replace($" {packages.Version}", "", StringComparison.Ordinal));

        Assert.Equal(needed, dependencies.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_says_what_it_is(string name)
    {
        var nuspec = packages.Nuspec(name);
        var files = packages.Files(name, "nupkg");

        foreach (var element in new[] { "description", "license", "releaseNotes", "tags" })
            Assert.NotEmpty(nuspec.Descendants().Single(found => found.Name.LocalName == element).Value);
        foreach (var element in new[] { "icon", "readme" })
            Assert.Contains(nuspec.Descendants().Single(found => found.Name.LocalName == element).Value, files.Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_assembly_has_symbols(string name)
    {
        var symbols = packages.Files(name, "snupkg").Keys;

        Assert.All(
            packages.Files(name, "nupkg").Keys.Where(path => path.EndsWith(".dll", StringComparison.Ordinal)),
            path => Assert.Contains(Path.ChangeExtension(path, ".pdb"), symbols));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_file_says_where_it_was_built(string name)
    {
        string[] folders = [Repository.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];
        var places = folders.Where(folder => folder.Length > 1)
            .Select(folder => folder + Path.DirectorySeparatorChar).ToList();
        var files = packages.Files(name, "nupkg").Concat(packages.Files(name, "snupkg"));

        foreach (var (path, content) in files)
        {
            foreach (var place in places)
            {
                Assert.False(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(place)) >= 0, $"{path} names {place}");
                Assert.False(content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(place)) >= 0, $"{path} names {place}");
            }
        }
    }

    // A file of symbols has the names of the sources in pieces, which no search for a text finds.
    [Theory]
    [MemberData(nameof(Names))]
    public void Symbols_name_sources_below_the_repository_only(string name)
    {
        var symbols = packages.Files(name, "snupkg")
            .Where(file => file.Key.EndsWith(".pdb", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(symbols);
        foreach (var (_, content) in symbols)
        {
            using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
            var reader = provider.GetMetadataReader();
            var sources = reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name));
            Assert.All(sources, source => Assert.StartsWith(RootOfSources, source, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Documentation_is_of_public_members_only(string name)
    {
        var content = packages.Files(name, "nupkg").Single(
            file => file.Key.EndsWith($"{name}.xml", StringComparison.Ordinal)).Value;
        var documented = XElement.Load(new MemoryStream(content)).Descendants("member")
            .Select(member => (string)member.Attribute("name")!).ToHashSet();
        var types = Assembly.Load(name).GetExportedTypes().ToDictionary(type => type.FullName!.Replace('+', '.'));

        Assert.All(types.Keys, type => Assert.Contains($"T:{type}", documented));
        Assert.All(documented, id => Assert.Contains(TypeOf(id), types.Keys));
        var methods = types.SelectMany(type => type.Value.GetMethods(OfTheType)
            .Where(IsWritten).Select(method => $"M:{type.Key}.{method.Name}")).Distinct();
        Assert.All(methods, method => Assert.Contains(documented, id => id.Split('(', '`')[0] == method));
    }

    private static bool IsWritten(MethodInfo method) =>
        !method.IsSpecialName && method.GetBaseDefinition() == method
        && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && method.DeclaringType is { IsGenericType: false };

    private static string TypeOf(string id)
    {
        var path = id[2..].Split('(')[0];
        return id[0] == 'T' ? path : path[..path.LastIndexOf('.')];
    }
}
