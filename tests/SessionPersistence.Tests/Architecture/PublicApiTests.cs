using System.Reflection;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Architecture;

public sealed class PublicApiTests
{
    private static readonly Type[] Snapshots = [typeof(Session), typeof(SessionMetadata)];

    [Fact]
    public void Core_promises_what_was_approved() =>
        Approval.Verify("SessionPersistence.PublicApi", PublicApi.Of(typeof(ISessionStore).Assembly));

    [Fact]
    public void Testing_promises_what_was_approved() =>
        Approval.Verify("SessionPersistence.Testing.PublicApi", PublicApi.Of(typeof(CrashFileSystem).Assembly));

    [Fact]
    public void Sqlite_promises_what_was_approved() =>
        Approval.Verify("SessionPersistence.Sqlite.PublicApi", PublicApi.Of(typeof(SqliteStateDb).Assembly));

    [Fact]
    public void IO_Abstractions_promises_what_was_approved() => Approval.Verify(
        "SessionPersistence.IO.Abstractions.PublicApi", PublicApi.Of(typeof(FileSystemExtensions).Assembly));

    [Fact]
    public void No_member_takes_a_snapshot_and_writes()
    {
        var taking = typeof(ISessionStore).Assembly.GetExportedTypes()
            .Where(type => !Snapshots.Contains(type))
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => Snapshots.Contains(parameter.ParameterType)));

        Assert.Empty(taking);
    }

    [Fact]
    public void A_snapshot_has_no_verb()
    {
        var verbs = Snapshots.SelectMany(type => type.GetMethods())
            .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType));

        Assert.Empty(verbs);
        Assert.DoesNotContain(Snapshots.SelectMany(type => type.GetProperties()),
            property => property.PropertyType == typeof(ISessionStore));
    }

    [Fact]
    public void A_change_of_metadata_cannot_carry_messages()
    {
        Assert.DoesNotContain(typeof(SessionMetadata).GetProperties(),
            property => Mentions(property.PropertyType, typeof(SessionMessage)));
    }

    [Fact]
    public void Replacing_messages_needs_a_reason_and_a_revision()
    {
        var replacing = Assert.Single(Verbs(), method => method.Name.Contains("Rewrite", StringComparison.Ordinal))
            .GetParameters();

        Assert.False(
            Assert.Single(replacing, parameter => parameter.ParameterType == typeof(RewriteReason)).HasDefaultValue);
        Assert.False(Assert.Single(replacing, parameter => parameter.ParameterType == typeof(long)).HasDefaultValue);
    }

    [Fact]
    public void No_other_verb_takes_messages_but_those_that_add()
    {
        var taking = Verbs().Where(method => method.GetParameters()
            .Any(parameter => Mentions(parameter.ParameterType, typeof(SessionMessage)))).Select(method => method.Name);

        Assert.Equal(["AppendAsync", "BeginTurnAsync", "RewriteAsync"], taking.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            typeof(FileSessionStore).GetMethods(), method => method.Name.Contains("Save", StringComparison.Ordinal));
    }

    private static MethodInfo[] Verbs() => typeof(ISessionStore).GetMethods();

    private static bool Mentions(Type type, Type wanted) =>
        type == wanted || type.GetGenericArguments().Any(argument => Mentions(argument, wanted));
}
