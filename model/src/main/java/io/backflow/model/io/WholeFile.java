package io.backflow.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Puts a file in its place at once: a reader sees the old one or the new one, never half of it. The file has the
 * permissions that any new file of the process has.
 */
final class WholeFile {

    private WholeFile() {}

    /** What fills the new file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    static void write(Path file, Content content) {
        try {
            Path unfinished = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                content.writeTo(unfinished);
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be written: " + e.getMessage(), e);
        }
    }
}
