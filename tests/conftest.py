"""How many examples Hypothesis tries: few in `quick`, more in `deep`; the same ones each time in CI.

`faults` are as few, and a failing one is not made smaller: that it fails is enough.
"""

import os

from hypothesis import HealthCheck, Phase, settings

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", deadline=None, max_examples=60, suppress_health_check=slow, derandomize=True)
settings.register_profile("quick", deadline=None, max_examples=15, suppress_health_check=slow, derandomize=True)
settings.register_profile("faults", settings.get_profile("quick"), phases=[Phase.explicit, Phase.generate])
settings.register_profile("deep", deadline=None, max_examples=2000, suppress_health_check=slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
