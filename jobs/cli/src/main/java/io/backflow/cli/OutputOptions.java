package io.backflow.cli;

import io.backflow.model.io.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file that a command writes a model to. */
final class OutputOptions {

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write (named after the model, in this folder); one that exists is not overwritten.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Overwrite the file where it exists.")
    private boolean force;

    /**
     * Lets {@code writer} write the file.
     *
     * @param usual its name where none was given
     * @return the file
     */
    Path write(String usual, Consumer<Path> writer) {
        Path file = output == null ? Path.of(usual) : output;
        if (Files.isDirectory(file)) {
            throw new CommandException("--output is " + file + ", which is a folder; name a file in it");
        }
        if (!force && Files.exists(file)) {
            throw new CommandException(file + " exists already; remove it, add --force, or name another --output");
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            writer.accept(file);
        } catch (IOException e) {
            throw new CommandException("--output is " + file + ", whose folder cannot be made (" + e
                    + "); name a folder that you may write to");
        } catch (ModelFileException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
        return file;
    }

    /** The size of {@code file}, in words. */
    static String size(Path file) throws IOException {
        long bytes = Files.size(file);
        return bytes < 10_000
                ? bytes + " bytes"
                : bytes < 10_000_000 ? bytes / 1000 + " KB" : bytes / 1_000_000 + " MB";
    }
}
