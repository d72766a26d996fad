using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Storage;

public sealed class PhysicalFaultTests
{
    public static TheoryData<Exception> Mistyped =>
        [new ArgumentOutOfRangeException("value"), new OperationCanceledException(), new NotSupportedException()];

    [Theory]
    [MemberData(nameof(Mistyped))]
    public void Retyped_ErrorOfTheDevice_IsAnIOExceptionWithTheCause(Exception exception)
    {
        Assert.True(PhysicalFault.IsMistyped(exception));
        Assert.Same(exception, PhysicalFault.Retyped(exception, "a").InnerException);
    }

    [Fact]
    public void IsMistyped_IOException_IsLeftAsItIs() => Assert.False(PhysicalFault.IsMistyped(new IOException()));
}
