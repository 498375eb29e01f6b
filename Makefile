# Thin and portable between GNU make and FreeBSD make: every target is one script.

.PHONY: demo test sim bench install

# A tree of servers, a deployment applied, its state shown.
demo:
	@sh scripts/demo.sh

# Everything that a change must pass.
test:
	@sh scripts/test.sh

# The long sweep of the simulator, in release.
sim:
	@sh scripts/sim.sh

# Measurements, in release.
bench:
	@sh scripts/bench.sh

# PREFIX and DESTDIR as in a port.
install:
	@sh scripts/install.sh
