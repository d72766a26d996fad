using Microsoft.AspNetCore.Diagnostics;
using SessionPersistence;

namespace ChatServer;

/// <summary>Answers the errors of a store with the status that a client can act on.</summary>
internal sealed class StoreProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (StatusOf(exception) is not { } status) return false;

        // What a device refused names files of the server: that is for its log.
        var title = status == StatusCodes.Status503ServiceUnavailable
            ? "Nothing can be saved at the moment."
            : exception.Message;
        http.Response.StatusCode = status;
        return await problems.TryWriteAsync(
            new() { HttpContext = http, ProblemDetails = { Status = status, Title = title } });
    }

    private static int? StatusOf(Exception exception) => exception switch
    {
        SessionNotFoundException { WasDeleted: true } or SessionDeletedException => StatusCodes.Status410Gone,
        SessionNotFoundException => StatusCodes.Status404NotFound,
        SessionExistsException or SessionConflictException or IdReusedException or TurnInProgressException
            or TurnEndedException =>
            StatusCodes.Status409Conflict,
        SessionTooLargeException => StatusCodes.Status413PayloadTooLarge,
        ArgumentException => StatusCodes.Status400BadRequest,
        BadHttpRequestException bad => bad.StatusCode,
        SessionWriteException or StoreReadOnlyException => StatusCodes.Status503ServiceUnavailable,
        _ => null,
    };
}
