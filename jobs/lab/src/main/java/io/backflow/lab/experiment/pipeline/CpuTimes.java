package io.backflow.lab.experiment.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Time of cores that this process has used so far, by group of threads, and that of its parent, where the broker runs.
 *
 * @param nanos by group
 */
public record CpuTimes(Map<Group, Long> nanos) {

    private static final Set<Group> FOREIGN = Set.of(Group.GC, Group.JIT, Group.BROKER);

    /** Who uses a core. */
    public enum Group {
        /** Fetches records from the broker. */
        FETCHING("Source Data Fetcher"),
        /** Decodes steps and sends them to workers. */
        READING("Source: timesteps"),
        /** Workers, the kernel included. */
        TRAINING("sequence-trainer"),
        /** Sends predictions and the rest to the broker. */
        WRITING("kafka-producer"),
        /** RocksDB's own, which write and merge its files. */
        ROCKSDB("rocksdb:"),
        /** The compiler. */
        JIT("C1 CompilerThre", "C2 CompilerThre"),
        /** The collector of garbage, and whatever else is not Java's; JIT and RocksDB too, but on Linux. */
        GC,
        /** The server, the publisher, and all that is not named here. */
        OTHER,
        /** The broker, in a process of its own. */
        BROKER;

        private final List<String> prefixes;

        Group(String... prefixes) {
            this.prefixes = List.of(prefixes);
        }

        /** That of {@code thread}, by its name; {@code other} where none has it. */
        static Group of(String thread, Group other) {
            for (Group group : values()) {
                if (group.prefixes.stream().anyMatch(thread::startsWith)) {
                    return group;
                }
            }
            return other;
        }
    }

    /** As it is now. */
    static CpuTimes now() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<Group, Long> nanos = new EnumMap<>(Group.class);
        long ofThreads = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            long used = thread == null ? -1 : threads.getThreadCpuTime(thread.getThreadId());
            if (thread != null && used >= 0) {
                nanos.merge(Group.of(thread.getThreadName(), Group.OTHER), used, Long::sum);
                ofThreads += used;
            }
        }
        for (NativeThread thread : NativeThread.ofThisProcess()) {
            Group group = Group.of(thread.name(), Group.GC);
            if (group == Group.ROCKSDB || group == Group.JIT) {
                nanos.merge(group, thread.cpuNanos(), Long::sum);
                ofThreads += thread.cpuNanos();
            }
        }
        nanos.put(Group.GC, Math.max(0, system.getProcessCpuTime() - ofThreads));
        nanos.put(Group.BROKER, ofParent().toNanos());
        return new CpuTimes(nanos);
    }

    private static Duration ofParent() {
        return ProcessHandle.current()
                .parent()
                .flatMap(parent -> parent.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** What was used since {@code before}. */
    CpuTimes since(CpuTimes before) {
        Map<Group, Long> used = new EnumMap<>(Group.class);
        nanos.forEach((group, time) -> used.put(group, time - before.nanos.getOrDefault(group, 0L)));
        return new CpuTimes(used);
    }

    /** The sum of both. */
    CpuTimes plus(CpuTimes other) {
        Map<Group, Long> sum = new EnumMap<>(Group.class);
        sum.putAll(nanos);
        other.nanos.forEach((group, time) -> sum.merge(group, time, Long::sum));
        return new CpuTimes(sum);
    }

    /** Of this process without garbage collection, compilation and the broker. */
    long ownNanos() {
        return nanos.entrySet().stream()
                .filter(entry -> !FOREIGN.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
