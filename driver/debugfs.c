// SPDX-License-Identifier: GPL-2.0-only
#include "debugfs.h"

#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "owner.h"
#include "sysfs.h"
#include "unit.h"

static struct dentry *folder;

static void show_owner(struct seq_file *m, const struct burin_owner *owner)
{
	const struct burin_ring *ring = owner->ring;
	const struct burin_run *run = owner->run;

	seq_printf(m, "owner: %s, pid %d%s%s%s\n", owner->name, pid_nr(owner->pid),
		   owner->file ? "" : ", deserted", owner->leaving ? ", leaving" : "",
		   owner->commanding ? ", commanding" : "");
	seq_printf(m, "door: %s; epilogue: %s\n", owner->locked ? "locked" : "not locked",
		   owner->armed ? "armed" : "none");
	if (ring)
		seq_printf(m, "ring: %u slots of %u, head %llu, done %llu, reaped %llu, checksum %u\n",
			   ring->slots, ring->slot_bytes, ring->head, ring->done, ring->reaped,
			   ring->checksum);
	if (run)
		seq_printf(m, "run: feeding %u%s%s%s%s%s\n", run->feeding,
			   run->cancelled ? ", cancelled" : "", run->orphaned ? ", orphaned" : "",
			   run->over ? ", over" : "", run->finished ? ", finished" : "",
			   run->dry ? ", dry" : "");
}

static void show_failure(struct seq_file *m, const struct burin_failure *failure)
{
	seq_printf(m, "failure: %*ph, host %u, status %02x, sense %x/%02x/%02x, lba %lld\n",
		   failure->cdb_len, failure->cdb, failure->host, failure->status, failure->key,
		   failure->asc, failure->ascq, failure->lba);
}

static int burinN_show(struct seq_file *m, void *unused)
{
	struct burin_unit *unit = m->private;
	struct burin_stats stats;

	seq_printf(m, "generation %u%s%s, %d commands sent\n", unit->generation,
		   burin_unit_is_gone(unit) ? ", gone" : "", unit->lost ? ", lost" : "",
		   atomic_read(&unit->sent));
	mutex_lock(&unit->lock);
	if (unit->owner)
		show_owner(m, unit->owner);
	mutex_unlock(&unit->lock);
	burin_stats_of(unit, &stats);
	if (!stats.valid)
		return 0;
	seq_printf(m, "phase %u, end %u, stream %u, step %u, next %lld\n", stats.run.phase,
		   stats.run.end, stats.run.stream, stats.run.step, stats.run.next_lba);
	seq_printf(m, "submitted %llu, written %llu, acknowledged %llu, retries %u\n",
		   stats.run.submitted, stats.run.written, stats.run.acknowledged,
		   stats.run.retries);
	if (stats.run.failed)
		show_failure(m, &stats.run.failure);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(burinN);

void burin_debugfs_add(struct burin_unit *unit)
{
	debugfs_create_file(dev_name(&unit->dev), 0400, folder, unit, &burinN_fops);
}

/* Waits for whoever is reading it. */
void burin_debugfs_remove(struct burin_unit *unit)
{
	debugfs_lookup_and_remove(dev_name(&unit->dev), folder);
}

void burin_debugfs_init(void)
{
	folder = debugfs_create_dir("burin", NULL);
}

void burin_debugfs_exit(void)
{
	debugfs_remove(folder);
}
