package io.backflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command that measures says what it measured. */
final class ReportOptions {

    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Refuses before anything is measured what could not be written afterwards. */
    @Option(names = "--json", paramLabel = "FILE", description = "Also write what was measured to this file.")
    void json(Path file) {
        if (Files.isDirectory(file)) {
            throw new ParameterException(
                    spec.commandLine(), "--json is " + file + ", which is a folder; name a file in it");
        }
        json = file;
    }

    /** Prints a line that is seen at once. */
    void line(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Writes {@code result}, a record, to the file, if one was given. */
    void write(Object result) throws IOException {
        if (json != null) {
            Measurement.write(json, result);
        }
    }
}
