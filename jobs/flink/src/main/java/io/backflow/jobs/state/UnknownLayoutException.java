package io.backflow.jobs.state;

import java.io.IOException;
import java.io.Serial;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/** State in a layout that this build cannot read. Flink does not restart a job that fails with it. */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class UnknownLayoutException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnknownLayoutException(String message) {
        super(message);
    }
}
