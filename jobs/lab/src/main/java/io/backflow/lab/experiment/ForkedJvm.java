package io.backflow.lab.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Java process that measures and prints; closing it kills it. It ends when its parent does. */
public final class ForkedJvm implements AutoCloseable {

    private final String name;
    private final Process process;

    private ForkedJvm(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** The flags of this process, but for those of agents. */
    public static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-D") || flag.startsWith("-X") || flag.startsWith("--enable"))
                .toList();
    }

    /** Runs {@code main} on {@code classpath} in this process's environment. */
    public static ForkedJvm start(List<String> flags, String classpath, String main, String... arguments) {
        return start(Map.of(), flags, classpath, main, arguments);
    }

    /** The same with {@code variables} added to the environment. */
    public static ForkedJvm start(
            Map<String, String> variables, List<String> flags, String classpath, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classpath, main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables);
        try {
            return new ForkedJvm(main, builder.start());
        } catch (IOException e) {
            throw new IllegalStateException(main + " did not start: " + e.getMessage(), e);
        }
    }

    /** Gives {@code lines} every line that the process prints, until it ends. */
    public void read(Consumer<String> lines) throws IOException, InterruptedException {
        try (BufferedReader printed = process.inputReader()) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                lines.accept(line);
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + "; its last words are above");
        }
    }

    /** Reads what the process prints until a line begins with {@code word}; the rest of that line. */
    public String await(String word) throws IOException {
        BufferedReader printed = process.inputReader();
        for (String line = printed.readLine(); line != null; line = printed.readLine()) {
            if (line.startsWith(word)) {
                return line.substring(word.length());
            }
        }
        throw new IllegalStateException(name + " ended before it printed \"" + word + "\"; its last words are above");
    }

    /** In the process itself: ends it when the process that started it has ended. */
    public static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
