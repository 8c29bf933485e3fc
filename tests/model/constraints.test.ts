import { specify } from './cases.ts'
import { checks_cases } from './checks.ts'
import { columns_cases } from './columns.ts'
import { house_rules_cases } from './house_rules.ts'
import { indexes_cases } from './indexes.ts'
import { keys_cases } from './keys.ts'

specify('constraints: columns', columns_cases)
specify('constraints: checks', checks_cases)
specify('constraints: keys', keys_cases)
specify('constraints: indexes', indexes_cases)
specify('constraints: house rules', house_rules_cases)
