using System.Reflection;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests;

public sealed class DelegatingSessionStoreTests
{
    [Fact]
    public void Members_are_those_of_the_interface()
    {
        var declared = typeof(DelegatingSessionStore).GetMethods(BindingFlags.Public | BindingFlags.Instance
            | BindingFlags.DeclaredOnly);

        Assert.All(declared, method => Assert.True(method.IsVirtual && !method.IsFinal, method.Name));
        Assert.Equal(SignaturesOf(MembersOfTheInterface()), SignaturesOf(declared));
    }

    [Fact]
    public async Task Every_member_calls_the_inner_store_with_the_same_arguments()
    {
        foreach (var member in MembersOfTheInterface())
        {
            var inner = DispatchProxy.Create<ISessionStore, RecordingStore>();
            object?[] arguments = [.. member.GetParameters().Select(parameter => ValueOf(parameter.ParameterType))];
            await using var outer = new PassingStore(inner);

            member.Invoke(outer, arguments);

            var (called, given) = Assert.Single(((RecordingStore)(object)inner).Calls);
            Assert.Equal(member, called);
            Assert.Equal(arguments, given);
        }
    }

    [Fact]
    public async Task GetService_finds_the_outer_store_first_then_what_the_inner_one_has()
    {
        await using var outer = new PassingStore(new InMemorySessionStore());

        Assert.Same(outer, outer.GetService<ISessionStore>());
        Assert.Same(outer, outer.GetService<PassingStore>());
        Assert.NotNull(outer.GetService<InMemorySessionStore>());
        Assert.NotNull(outer.GetService<ISessionDeletions>());
        Assert.Null(outer.GetService<ISessionStore>("key"));
    }

    private static IEnumerable<MethodInfo> MembersOfTheInterface() =>
        typeof(ISessionStore).GetMethods().Concat(typeof(IAsyncDisposable).GetMethods());

    private static IEnumerable<string> SignaturesOf(IEnumerable<MethodInfo> methods) =>
        methods.Select(method => method.ToString()!).Order(StringComparer.Ordinal);

    private static object? ValueOf(Type type) => type switch
    {
        _ when type == typeof(SessionId) => SessionId.Parse("s"),
        _ when type == typeof(CancellationToken) => new CancellationToken(canceled: true),
        _ when type == typeof(MessageRange) => MessageRange.Last(3),
        _ when type == typeof(long) || type == typeof(long?) => 7L,
        _ when type == typeof(RewriteReason) => RewriteReason.Undo,
        _ when type == typeof(IReadOnlyList<SessionMessage>) => new[] { SessionMessage.User("m") },
        _ when type == typeof(Type) => typeof(Version),
        _ when type == typeof(object) => "key",
        _ when type == typeof(Func<SessionMetadata, SessionMetadata>) => (SessionMetadata metadata) => metadata,
        _ => Activator.CreateInstance(type),
    };

    private sealed class PassingStore(ISessionStore inner) : DelegatingSessionStore(inner);

    public class RecordingStore : DispatchProxy
    {
        public List<(MethodInfo Method, object?[] Arguments)> Calls { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls.Add((targetMethod!, args!));
            return targetMethod!.ReturnType.IsValueType ? Activator.CreateInstance(targetMethod.ReturnType) : null;
        }
    }
}
