package io.backflow.cli;

import io.backflow.lab.experiment.ForkedJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code backflow} with some arguments, in a process of its own. It has the flags of this one, which make a short
 * process cheap.
 */
final class CommandProcess {

    private final ProcessBuilder process;

    private CommandProcess(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ForkedJvm.flags());
        command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Backflow.class.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true);
    }

    static CommandProcess of(List<String> arguments) {
        return new CommandProcess(arguments);
    }

    static CommandProcess of(String... arguments) {
        return of(List.of(arguments));
    }

    /** Of a line such as the pages have: {@code ./backflow train --config job.yaml}. */
    static CommandProcess ofLine(String line) {
        List<String> words = List.of(line.strip().split(" +"));
        if (!words.get(0).equals("./backflow")) {
            throw new IllegalArgumentException("no command of backflow: " + line);
        }
        return of(words.subList(1, words.size()));
    }

    CommandProcess in(Path folder) {
        process.directory(folder.toFile());
        return this;
    }

    CommandProcess with(String variable, String value) {
        process.environment().put(variable, value);
        return this;
    }

    CommandProcess without(String... variables) {
        process.environment().keySet().removeAll(List.of(variables));
        return this;
    }

    /** Starts it; what it says can be read from it. */
    Process start() throws IOException {
        return process.start();
    }

    /** Starts it; what it says replaces the content of {@code file}. */
    Process startSayingTo(Path file) throws IOException {
        return process.redirectOutput(file.toFile()).start();
    }

    /** Starts it; what it says is added to {@code file}. */
    Process startAddingTo(Path file) throws IOException {
        return process.redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                .start();
    }
}
