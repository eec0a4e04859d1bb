package io.backflow.cli;

import com.sun.management.OperatingSystemMXBean;
import io.backflow.model.kernel.BlasKernel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where something was measured.
 *
 * @param cpu the processor's name, or its architecture if the system does not give the name
 * @param cores processors that this process may use
 * @param memoryBytes physical memory, or the container's limit
 * @param os name and version of the system
 * @param blasKernel what this process multiplies matrices with
 */
record MachineInfo(String cpu, int cores, long memoryBytes, String os, String blasKernel) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** The machine this process runs on. */
    static MachineInfo current() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MachineInfo(
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                system.getName() + " " + system.getVersion(),
                BlasKernel.name());
    }

    private static String cpuName() {
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(CPU_INFO)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(architecture);
        } catch (IOException e) {
            return architecture;
        }
    }
}
