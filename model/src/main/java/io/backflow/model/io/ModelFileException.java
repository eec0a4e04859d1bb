package io.backflow.model.io;

import java.nio.file.Path;

/** A model file that cannot be read or written: one sentence with the file, the place, what was found and expected. */
public final class ModelFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param sentence what is wrong with {@code file}, without a subject */
    public ModelFileException(Path file, String sentence) {
        super(file + ": " + sentence);
    }

    /** @param sentence what is wrong with {@code file}, without a subject */
    public ModelFileException(Path file, String sentence, Throwable cause) {
        super(file + ": " + sentence, cause);
    }

    ModelFileException(String sentence) {
        super(sentence);
    }
}
