import { specify } from './cases.ts'
import { rights_cases } from './rights.ts'
import { files_cases } from './rights_files.ts'
import { moves_cases } from './rights_moves.ts'
import { programs_cases } from './rights_programs.ts'

specify('rights: four verbs of every role on every table', rights_cases)
specify('rights: rows that change hands, children, columns', moves_cases)
specify('rights: files', files_cases)
specify('rights: roles, schemas, functions, views, sequences', programs_cases)
