package io.backflow.jobs.config;

import java.io.Serial;

/** A configuration that cannot be run; the message is one sentence that names the key, its value and the remedy. */
public final class ConfigException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
