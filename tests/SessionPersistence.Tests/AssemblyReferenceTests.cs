namespace SessionPersistence.Tests;

public sealed class AssemblyReferenceTests
{
    // The types of System.IO.Abstractions move from assembly to assembly: whoever names one binds its host to a version.
    [Theory]
    [InlineData("SessionPersistence", false)]
    [InlineData("SessionPersistence.Sqlite", false)]
    [InlineData("SessionPersistence.Testing", false)]
    [InlineData("SessionPersistence.IO.Abstractions", true)]
    public void Only_the_adapter_names_types_of_System_IO_Abstractions(string assembly, bool mayName)
    {
        var references = System.Reflection.Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!);

        Assert.Equal(mayName, references.Any(name => name.Contains("Abstractions.FileSystem", StringComparison.Ordinal)
            || name.Contains("IO.Abstractions", StringComparison.Ordinal)));
    }
}
