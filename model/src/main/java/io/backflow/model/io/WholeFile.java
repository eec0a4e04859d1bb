package io.backflow.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts a file in its place at once: a reader sees the old one or the new one, never half of it. */
final class WholeFile {

    private WholeFile() {}

    /** What fills the new file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    static void write(Path file, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".part");
            try {
                content.writeTo(unfinished);
                Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be written: " + e.getMessage(), e);
        }
    }
}
