import { specify } from './cases.ts'
import { deletion_cases } from './deletion.ts'
import { sign_up_cases } from './sign_up.ts'

specify('sign-up', sign_up_cases)
specify('deletion', deletion_cases)
