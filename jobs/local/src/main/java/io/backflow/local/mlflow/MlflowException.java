package io.backflow.local.mlflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request to MLflow failed; the message is a sentence that names the address. */
public final class MlflowException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    MlflowException(String message, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** MLflow's error code; empty where it gave none. */
    String code() {
        return code;
    }
}
