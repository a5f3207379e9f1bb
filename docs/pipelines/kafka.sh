#!/bin/sh
# Articles of one topic, labelled into another: kafka.sh BROKERS IN OUT [GROUP]
#
# Delivery is not exactly once: kcat commits what it read, not what was answered. Stop the first kcat (SIGTERM) and the rest
# ends when it is done; after SIGKILL or a crash records may be missing or come twice. The last of many records that come at
# once may stay in the second kcat until the next one comes. bearing tag --kafka has neither fault, and keeps keys and headers.
set -eu
brokers=$1 in=$2 out=$3 group=${4:-bearing}
# -u: no buffer between the consumer and the filter.
kcat -C -b "$brokers" -G "$group" -u -q -X auto.offset.reset=earliest "$in" |
  bearing tag |
  kcat -P -b "$brokers" -t "$out" -X acks=all -X enable.idempotence=true
