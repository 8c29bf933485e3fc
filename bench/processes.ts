// CPU time and memory of a marque and of the PostgreSQL processes below it, from /proc.
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100 // sysconf(_SC_CLK_TCK) on every Linux that we run on

interface Split {
  /** marque itself */
  own: number
  /** all processes below it, and those that have ended */
  children: number
}

/** The fields of /proc/PID/stat from the third on; the second, the name, may hold blanks. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      parents.set(Number(name), Number(statOf(Number(name))[1]))
    } catch {
      continue // it has ended in the meantime
    }
  }
  const below = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)])
  return below(root)
}

function sum(pids: number[], figure: (pid: number) => number): number {
  return pids.reduce((total, pid) => {
    try {
      return total + figure(pid)
    } catch {
      return total // it has ended in the meantime
    }
  }, 0)
}

const ticks = (pid: number, fields: number[]): number =>
  fields.reduce((total, field) => total + Number(statOf(pid)[field]), 0)

/** utime and stime; of the processes below also those of children that they have waited for. */
export function cpuSeconds(root: number): Split {
  return {
    own: ticks(root, [11, 12]) / ticksPerSecond,
    children: sum(descendants(root), (pid) => ticks(pid, [11, 12, 13, 14])) / ticksPerSecond,
  }
}

const pssMiB = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024

export function memoryMiB(root: number): Split {
  return { own: sum([root], pssMiB), children: sum(descendants(root), pssMiB) }
}
