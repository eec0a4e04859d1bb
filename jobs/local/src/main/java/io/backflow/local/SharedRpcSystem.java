package io.backflow.local;

import java.io.File;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.util.Reference;

/**
 * Flink's RPC system, which all clusters of this process borrow. Flink would unpack it for each of them and load its
 * classes anew, which takes longer than everything else that starts a cluster.
 */
final class SharedRpcSystem {

    private static final RpcSystem SYSTEM = load();

    private SharedRpcSystem() {}

    static Reference<RpcSystem> borrow() {
        return Reference.borrowed(SYSTEM);
    }

    /** Its file is there until the process has ended, after all that a shutdown still does with a cluster. */
    private static RpcSystem load() {
        Path unpacked = TemporaryDirectory.create().path();
        RpcSystem system = RpcSystem.load(new Configuration().set(CoreOptions.TMP_DIRS, unpacked.toString()));
        unpacked.toFile().deleteOnExit();
        for (File file : unpacked.toFile().listFiles()) {
            file.deleteOnExit();
        }
        return system;
    }
}
