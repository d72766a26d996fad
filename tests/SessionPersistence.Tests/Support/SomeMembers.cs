using System.Reflection;

namespace SessionPersistence.Tests.Support;

/// <summary>An implementation of a wide interface by an object that has the few members that are called; any other says
/// its name.</summary>
public class SomeMembers : DispatchProxy
{
    private object _implementation = new();

    /// <summary>Returns the interface, implemented by the public methods and properties of the same name and
    /// parameters.</summary>
    public static T Of<T>(object implementation)
        where T : class
    {
        var proxy = Create<T, SomeMembers>();
        ((SomeMembers)(object)proxy)._implementation = implementation;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var parameters = targetMethod!.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        var member = _implementation.GetType().GetMethod(targetMethod.Name, parameters)
            ?? throw new NotSupportedException($"{targetMethod.DeclaringType!.Name}.{targetMethod.Name}({string.Join(", ", parameters.Select(p => p.Name))})");
        return member.Invoke(_implementation, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
