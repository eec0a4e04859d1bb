package io.backflow.lab.experiment.ptb;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Time of cores that was used so far, in nanoseconds.
 *
 * @param process by all threads
 * @param thread by the one that asks
 */
record CpuTime(LongSupplier process, LongSupplier thread) {

    /** Of this process; garbage collection and compilation are part of it. */
    static CpuTime ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new CpuTime(system::getProcessCpuTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    }
}
