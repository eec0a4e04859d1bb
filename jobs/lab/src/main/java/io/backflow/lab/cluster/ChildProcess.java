package io.backflow.lab.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process that was started here; closing it kills it. */
public final class ChildProcess implements AutoCloseable {

    private static final long END_SECONDS = 20;

    private final String name;
    private final Process process;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts the script {@code deploy/process}.
     *
     * @param kind what it is to become
     * @param folder its configuration and logs; what it prints goes to {@code log/NAME.out}
     */
    static ChildProcess start(ProjectHome home, String kind, String name, Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(home.script().toString(), kind, folder.toString()));
        command.addAll(arguments);
        Path out = folder.resolve("log").resolve(name + ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
            builder.environment()
                    .put("BACKFLOW_FEEDBACK_TIMING", System.getProperty("backflow.feedback-timing", "info"));
            return new ChildProcess(name, builder.start());
        } catch (IOException e) {
            throw new IllegalStateException(name + " did not start: " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    /** The system's number of the process. */
    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL, and its end. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " is still there " + END_SECONDS + " s after it was killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP: it stands still and notices nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT: it goes on where it stood. */
    public void thaw() {
        signal("CONT");
    }

    /**
     * Lets no file grow beyond {@code bytes} that the process writes: a longer write breaks off there, as on a full
     * disk.
     */
    public void limitFiles(long bytes) {
        call("took no limit of its files", "prlimit --pid " + pid() + " --fsize=" + bytes + ":");
    }

    /** Lets files grow again. */
    public void unlimitFiles() {
        String hardest = "awk '/^Max file size/ {print $5}' /proc/" + pid() + "/limits";
        call("got no room for its files", "prlimit --pid " + pid() + " --fsize=$(" + hardest + "):");
    }

    private void signal(String signal) {
        call("took no SIG" + signal, "kill -" + signal + " " + pid());
    }

    private void call(String otherwise, String command) {
        if (!SystemCommand.succeeds("sh", "-c", command)) {
            throw new IllegalStateException(name + " " + otherwise + "; it has probably ended: " + command + " failed");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
