// SPDX-License-Identifier: GPL-2.0-only
#include "event.h"

#include <linux/ktime.h>

#include "chardev.h"
#include "unit.h"

static void put(struct burin_file *file, struct burin_report *report)
{
	report->lost = file->reports_lost;
	if (kfifo_put(&file->reports, *report))
		file->reports_lost = 0;
	else
		file->reports_lost++;
}

void burin_event_emit(struct burin_unit *unit, u32 kind, const struct burin_run_state *run)
{
	struct burin_report report = {
		.kind = kind,
		.time_ns = ktime_get_ns(),
		.generation = READ_ONCE(unit->generation),
	};
	struct burin_file *file;
	unsigned long flags;

	if (run) {
		report.stream = run->stream;
		report.step = run->step;
		report.phase = run->phase;
		report.end = run->end;
		report.failed = run->failed;
		report.closed = run->closed;
		report.written = run->written;
		report.acknowledged = run->acknowledged;
		report.progress = run->progress;
	}
	if (run && run->failed) {
		report.key = run->failure.key;
		report.asc = run->failure.asc;
		report.ascq = run->failure.ascq;
		report.host = run->failure.host;
	}
	spin_lock_irqsave(&unit->files_lock, flags);
	list_for_each_entry(file, &unit->files, link)
		put(file, &report);
	spin_unlock_irqrestore(&unit->files_lock, flags);
	wake_up_all(&unit->wait);
	wake_up_all(&unit->slots_wait);
}

void burin_event_plain(struct burin_unit *unit, u32 kind)
{
	burin_event_emit(unit, kind, NULL);
}

void burin_event_gone(struct burin_unit *unit)
{
	burin_event_plain(unit, BURIN_REPORT_GONE);
}

void burin_event_add_file(struct burin_file *file)
{
	spin_lock_irq(&file->unit->files_lock);
	list_add_tail(&file->link, &file->unit->files);
	spin_unlock_irq(&file->unit->files_lock);
}

void burin_event_remove_file(struct burin_file *file)
{
	spin_lock_irq(&file->unit->files_lock);
	list_del(&file->link);
	spin_unlock_irq(&file->unit->files_lock);
}

bool burin_event_pending(struct burin_file *file)
{
	return !kfifo_is_empty(&file->reports);
}

static bool take(struct burin_file *file, struct burin_report *report)
{
	bool found;

	spin_lock_irq(&file->unit->files_lock);
	found = kfifo_get(&file->reports, report);
	spin_unlock_irq(&file->unit->files_lock);
	return found;
}

int burin_event_take(struct burin_file *file, struct burin_report *report, bool wait)
{
	struct burin_unit *unit = file->unit;
	int ret;

	while (!take(file, report)) {
		if (burin_unit_is_gone(unit))
			return -ENODEV;
		if (!wait)
			return -EAGAIN;
		ret = wait_event_interruptible(unit->wait, burin_event_pending(file) ||
					       burin_unit_is_gone(unit));
		if (ret)
			return ret;
	}
	return 0;
}
