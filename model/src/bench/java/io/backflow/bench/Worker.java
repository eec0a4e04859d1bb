package io.backflow.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One engine's process: a line in, a line out. */
final class Worker {

    /** The same in every process, hence the same numbers. */
    static final long SEED = 20260101;

    /** Updates after which engines that do the same work have the same loss. */
    static final int UPDATES = 5;

    private final Peer peer;
    private Workload workload = Workload.all().get(0);
    private @Nullable Training training;

    private Worker(Peer peer) {
        this.peer = peer;
    }

    /** Replies go to the real standard output; what libraries print goes to the log. */
    public static void main(String[] arguments) throws IOException {
        PrintStream replies = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Worker worker = new Worker(Contender.valueOf(arguments[0]).peer());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            replies.println(worker.answer(request));
        }
        System.exit(0);
    }

    private String answer(String request) {
        String[] words = request.split(" ", 2);
        return switch (words[0]) {
            case "open" -> open(Workload.parse(words[1]));
            case "run" -> run(Double.parseDouble(words[1])).toString();
            case "sgemm" -> Double.toString(peer.sgemm());
            default -> throw new IllegalArgumentException("no such request: " + request);
        };
    }

    private String open(Workload next) {
        if (training != null) {
            training.close();
        }
        workload = next;
        Training opened = peer.open(Problem.of(next, SEED));
        training = opened;
        double before = opened.loss();
        for (int i = 0; i < UPDATES; i++) {
            opened.step();
        }
        return before + " " + opened.loss();
    }

    private Run run(double seconds) {
        Training running = training;
        if (running == null) {
            throw new IllegalStateException("run before open");
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long onCpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long enough = (long) (seconds * 1e9);
        long taken;
        long updates = 0;
        do {
            running.step();
            updates++;
            taken = System.nanoTime() - start;
        } while (taken < enough);
        onCpu = threads.getCurrentThreadCpuTime() - onCpu;
        return new Run(updates * workload.timesteps() / (taken / 1e9), (double) onCpu / taken);
    }
}
