#!/bin/sh
# Articles of one topic, labelled into another: kafka.sh BROKERS IN OUT [GROUP]
#
# Delivery is at least once: kcat commits what it read, so stop it (SIGTERM) before the filter, and not with SIGKILL.
set -eu
brokers=$1 in=$2 out=$3 group=${4:-bearing}
# -u: no buffer between the consumer and the filter. Keys and headers don't go through a line.
kcat -C -b "$brokers" -G "$group" -u -q -X auto.offset.reset=earliest "$in" |
  bearing tag |
  kcat -P -b "$brokers" -t "$out" -X acks=all -X enable.idempotence=true
