package io.backflow.lab.simulate;

import java.util.List;

/**
 * What many seeds came to.
 *
 * @param seeds how many were run
 * @param workers in each
 * @param violations how often something did not hold
 * @param failingSeeds in which
 */
public record CampaignResult(long seeds, int workers, long violations, List<Long> failingSeeds) {

    public CampaignResult {
        failingSeeds = List.copyOf(failingSeeds);
    }
}
