using System.Text.RegularExpressions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Packages;

/// <summary>A console project outside of the repository that uses the packed packages.</summary>
internal sealed partial class Consumer : IDisposable
{
    private const string Name = "Consumer";

    private readonly TempFolder _folder = TempFolder.ForCaller(Name);

    public Consumer(PackedPackages packages, string code, params string[] references)
    {
        Write("nuget.config",
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><add key="packed" value="{packages.Folder}" /></packageSources>
              <fallbackPackageFolders>{RestoredAlready()}</fallbackPackageFolders>
            </configuration>
            """);
        Write($"{Name}.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SessionPersistence" Version="{packages.Version}" />
                {string.Concat(references)}
              </ItemGroup>
            </Project>
            """);
        Write("Program.cs",
            $$"""
            using SessionPersistence;

            await using var store = new FileSessionStore(new() { Directory = args[0] });
            var session = await store.CreateAsync(new() { Title = "Kyoto" });
            await store.AppendAsync(session.Id, [SessionMessage.User("Find a ryokan")]);
            Console.WriteLine((await store.LoadAsync(session.Id))!.Messages[0].Text);
            {{code}}
            """);
    }

    /// <summary>Returns a reference to a package of others.</summary>
    public static string Reference(string name, string version) =>
        $"""<PackageReference Include="{name}" Version="{version}" />""";

    /// <summary>Restores, builds and publishes; skips the test where a package of others cannot be had.</summary>
    /// <returns>The names of the files that were published.</returns>
    public async Task<string[]> PublishAsync()
    {
        var (exitCode, output) = await DotNet.RunAsync(
            _folder.Root, "publish", "-c", "Release", "-o", _folder.PathOf("published"), "-m:1");
        var missing = NotServed().Match(output);
        Skip.If(missing.Success && !missing.Value.Contains(nameof(SessionPersistence), StringComparison.Ordinal),
            $"A package cannot be had here: {missing.Value}");
        Assert.True(exitCode == 0, output);
        return [.. Directory.EnumerateFiles(_folder.PathOf("published"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path))];
    }

    /// <summary>Runs what was published.</summary>
    /// <returns>The lines that it wrote.</returns>
    public async Task<string[]> RunAsync()
    {
        var (exitCode, output) = await DotNet.RunAsync(
            _folder.Root, _folder.PathOf($"published/{Name}.dll"), _folder.PathOf("sessions"));
        Assert.True(exitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    public void Dispose() => _folder.Dispose();

    // What this machine restored before, unless it has a package of ours that was packed at another time.
    private static string RestoredAlready()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(folder) && !Directory.EnumerateDirectories(folder, "sessionpersistence*").Any()
            ? $"""<add key="restored" value="{folder}" />"""
            : "";
    }

    private void Write(string name, string content) => File.WriteAllText(_folder.PathOf(name), content);

    [GeneratedRegex("error (NU1101|NU1102|NU1103|NU1301|NU1603)[^\n]*")]
    private static partial Regex NotServed();
}
