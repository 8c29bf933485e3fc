import { specify } from './cases.ts'
import { sign_up_cases } from './sign_up.ts'

specify('sign-up', sign_up_cases)
